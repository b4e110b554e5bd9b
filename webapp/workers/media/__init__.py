"""The process that decodes, draws and encodes what people upload. It may be killed at any time, and knows no web."""
