import thiduascore_postal
from thiduascore.testing import conformance

test_conforms = conformance(thiduascore_postal, __file__)
