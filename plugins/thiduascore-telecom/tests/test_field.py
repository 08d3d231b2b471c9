import thiduascore_telecom
from thiduascore.testing import conformance

test_conforms = conformance(thiduascore_telecom, __file__)
