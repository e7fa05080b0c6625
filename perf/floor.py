"""The floor: as many sliders as the dashboard has, and nothing else. Run by `slider.py` with Streamlit."""

import streamlit as st

with st.sidebar:
    values = [st.select_slider(f"Slider {n}", list(range(100)), key=f"s{n}") for n in range(15)]
st.html(f'<p id="answer">{sum(values)}</p>')
