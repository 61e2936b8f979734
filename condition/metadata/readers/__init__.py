"""The part of the metadata room that touches hostile bytes; it runs only inside the fenced child process.

The child is started without `condition` on its path, so that it starts fast: modules here import each other
relatively, the standard library, ExifRead and (only where a manifest is present) c2pa, and nothing else.
What leaves the child is one JSON object of short strings and numbers; the parent interprets it.
"""
