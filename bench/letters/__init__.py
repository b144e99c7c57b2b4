"""Synthetic Thai official letters as scans, with the exact truth of every field.

Everything in them is invented: agencies, people, subjects, numbers. What is
true to life is the form: the layouts of ข้อ 11-22, the grammar of reference
numbers, earlier offices' receipt stamps, what was filled in by hand, and what a
scanner or a telephone does to paper. A seed always gives the same bytes.

The truth names each letter's fields as ``letter.truth_of`` does, the text of
each page (``pages``), and the boxes of lines (``lines``, by page) and of fields
(``boxes``, by letter): left, top, right, bottom in dots at 300 to the inch.
What is held out of all training is named in ``held_out``.

``python -m bench.letters --seed 1 --count 12 OUT`` writes ``l000.pdf`` and
``l000.json`` and so on.
"""
