"""Forty criteria of the common kinds, said four times: for thiduascore, by hand, and twice for ZEN Engine."""
