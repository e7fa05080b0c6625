"""The floor: an app with sliders and nothing else, `/?sliders=8`. Run by the other programs here with Streamlit."""

import streamlit as st

with st.sidebar:
    count = int(st.query_params.get("sliders", 12))
    values = [st.select_slider(f"Slider {n}", list(range(100)), key=f"s{n}") for n in range(count)]
st.html(f'<p id="answer">{sum(values)}</p>')
