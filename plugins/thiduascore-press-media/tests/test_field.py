import thiduascore_press_media
from thiduascore.testing import conformance

test_conforms = conformance(thiduascore_press_media, __file__)
