import thiduascore_cybersecurity
from thiduascore.testing import conformance

test_conforms = conformance(thiduascore_cybersecurity, __file__)
