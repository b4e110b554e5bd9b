"""The API's description of itself, an OpenAPI document."""
