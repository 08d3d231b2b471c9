import thiduascore_it_application
from thiduascore.testing import conformance

test_conforms = conformance(thiduascore_it_application, __file__)
