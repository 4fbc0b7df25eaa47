"""The learning loop: what to label next, labelling in a workbook or on a page, merging, exchange with other tools."""
