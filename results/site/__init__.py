"""The documentation as a site: one folder of pages that open offline, in Chinese and in English."""
