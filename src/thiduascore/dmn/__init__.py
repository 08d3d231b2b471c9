"""DMN: decision models of other tools, from their `.dmn` files to the values of their decisions.

In: files of DMN 1.2 to 1.5, and values for their inputs.
Out: values of the expression language, each null with its causes; diagnostics with their places.
May import: `thiduascore.feel`, `thiduascore.text`, `thiduascore.diagnostics`.
"""

from thiduascore.dmn.evaluate import Inputs, evaluate, serve, service_inputs
from thiduascore.dmn.model import Key, Model
from thiduascore.dmn.prepare import load

__all__ = ["Inputs", "Key", "Model", "evaluate", "load", "serve", "service_inputs"]
