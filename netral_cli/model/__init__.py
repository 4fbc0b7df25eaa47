"""The classifier: features, training, calibration, evaluation and the data-only bundle."""
