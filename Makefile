# `make demo` and `make test` do all set-up on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test model kosakata locale docs pictures browser clean

demo: $(VENV)/.demo
	$(BIN)/netral classify data/contoh/pos.csv --table
	@if [ "$$NETRAL_LANG" = en ]; then \
		echo "Next: source $(BIN)/activate, then netral --help or README.md"; \
	else \
		echo "Berikutnya: source $(BIN)/activate, lalu netral --help atau docs/mulai.md"; \
	fi

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile

# Rebuilds the shipped model from the corpus: the same bytes on the same platform.
model: $(STAMP)
	$(BIN)/netral train data -o models/netral

$(VENV)/.demo:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet .
	touch $@

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

# After messages have changed: puts new ones into the English catalogue (untranslated) and compiles all catalogues.
locale: $(STAMP)
	$(BIN)/python scripts/bahasa.py

# The documentation as a site that works offline: open site/index.html.
docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --group docs
	$(BIN)/mkdocs build --strict --quiet

# The HTML report, the review page and the site in a real browser: speed, filters, keys, hostile posts (needs Chromium).
browser: docs
	$(BIN)/python benchmarks/browser_report.py
	$(BIN)/python benchmarks/browser_review.py
	$(BIN)/python benchmarks/browser_docs.py

# The pictures of README and docs, from what the program shows of the sample posts (the PNG needs Chromium).
pictures: $(STAMP)
	$(BIN)/python scripts/gambar.py

clean:
	rm -rf $(VENV) dist site

# After the corpus has grown: the words that disguised forms are read as.
kosakata: $(STAMP)
	$(BIN)/python scripts/kosakata.py
