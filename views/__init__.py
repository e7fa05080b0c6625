"""What a reader sees: one file page per question, and the few pieces they share. Only this layer knows Streamlit."""
