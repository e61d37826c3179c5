from rest_framework.renderers import JSONRenderer as _Base


class JSONRenderer(_Base):
    """Writes JSON."""
