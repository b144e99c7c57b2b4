"""Synthetic Thai official letters as scans, with the exact truth of every field.

Everything in them is invented: agencies, people, subjects, numbers. What is
true to life is the form: the layouts of ข้อ 11-22, the grammar of reference
numbers, earlier offices' receipt stamps, and what a scanner or a telephone does
to paper. A seed always gives the same bytes.

``python -m bench.letters --seed 1 --count 12 OUT`` writes ``l000.pdf`` and
``l000.json`` and so on.
"""
