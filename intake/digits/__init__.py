"""The second reader: numbers, which Tesseract's Thai models cannot print.

A small network looks at one line at a time and gives probabilities of letters;
what it reads is laid beside what Tesseract read, and both are kept.
"""
