"""Catalog's addresses, gathered from its parts."""

from ..parts.accommodations.rest.urls import urlpatterns as accommodations
from ..parts.amenities.rest.urls import urlpatterns as amenities
from ..parts.destinations.rest.urls import urlpatterns as destinations
from ..parts.experiences.rest.urls import urlpatterns as experiences
from ..parts.packages.rest.urls import urlpatterns as packages
from ..parts.places.rest.urls import urlpatterns as places

urlpatterns = [*amenities, *destinations, *places, *accommodations, *experiences, *packages]
