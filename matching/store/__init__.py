"""store: every version of every answer in the database. The only door of matching/ to SQLAlchemy."""
