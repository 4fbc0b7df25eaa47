"""The measures of a model as comparisons and cards show them: key in the figures -> what people read."""

from __future__ import annotations

from netral_cli.language import N_

MEASURES = {
    "ap": N_("AP (urutan skor)"),
    "auc": N_("AUC"),
    "precision": N_("presisi, bukan netral"),
    "recall": N_("perolehan, bukan netral"),
    "f1": N_("F1, bukan netral"),
    "indikasi_precision": N_("presisi, indikasi"),
    "indikasi_recall": N_("perolehan, indikasi"),
    "flagged": N_("bagian yang ditandai"),
    "ece": N_("galat kalibrasi (ECE)"),
}
