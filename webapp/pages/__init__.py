"""The pages of the site, and what they say when something is wrong."""
