"""Regular expressions as XPath 3.1 and XML Schema have them, matched within a bound of steps.

In: patterns, flags and texts. Out: matches, or the slug of why there are none to be had.
Python's own `re` is another language, and some patterns keep it busy for years; here a pattern without
references back takes at most as many steps as it has parts for each character, and every search is counted.
May import: nothing.
"""

from typing import Final

MOST_STEPS: Final = 400_000
"""How many steps all searches of one pattern in one text may take together."""
