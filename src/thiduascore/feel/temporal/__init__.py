"""Dates, times and durations: what they are, how texts name them, and the arithmetic between them.

In: texts and values of the language. Out: values, or nulls with their causes.
May import: `thiduascore.feel.values`; the zone database is only read once a zone is named.
"""
