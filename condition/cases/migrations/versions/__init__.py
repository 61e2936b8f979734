"""One module a version, in the order of their numbers; a published one is never changed."""
