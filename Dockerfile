# Sidequest for others to play, in a container: see docs/install.md. It computes on processors; with
# --build-arg TORCH_INDEX= torch comes in the build that also uses NVIDIA GPUs.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE sidequest.py ./
COPY agent agent
COPY server server
COPY training training
COPY web web
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:${PYTHON}-slim
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY constraints.txt /wheels/
RUN pip install --no-cache-dir --no-deps --constraint /wheels/constraints.txt \
    ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} torch
COPY --from=build /wheels/*.whl /wheels/
RUN pip install --no-cache-dir --constraint /wheels/constraints.txt /wheels/*.whl \
    && useradd --uid 1000 --create-home sidequest \
    && install --directory --owner=sidequest --mode=700 /data

USER 1000
WORKDIR /home/sidequest
ENV SIDEQUEST_HOST=0.0.0.0 \
    SIDEQUEST_PORT=8000 \
    SIDEQUEST_DATA=/data \
    NUMBA_CACHE_DIR=/home/sidequest/.cache/numba
# Tries it, and compiles what the first start would wait for.
RUN sidequest doctor

VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["sidequest"]
CMD ["play"]
