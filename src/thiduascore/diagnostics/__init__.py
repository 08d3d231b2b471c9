from thiduascore.diagnostics.place import Path
from thiduascore.diagnostics.words import Text
__all__ = ["Path", "Text"]
