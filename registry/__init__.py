"""The registry (งานสารบรรณ): the system of record shared by intake, routing and search.

A letter is received into a unit's register book under the next number of the
calendar year; that receipt, the letter, its files and the journal of what was
done to it live here. Reading a scan, sending a letter to units and finding it
again live in the three packages around it, which know this one and not each
other.
"""
