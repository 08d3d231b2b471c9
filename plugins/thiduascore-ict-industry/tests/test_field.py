import thiduascore_ict_industry
from thiduascore.testing import conformance

test_conforms = conformance(thiduascore_ict_industry, __file__)
