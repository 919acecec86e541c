"""Makes an image of layer tars: image.py NAME LAYER.tar… writes NAME.docker.tar, NAME.oci-gzip and NAME.oci-zstd."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile

DATE = "2026-01-01T00:00:00Z"
PACKERS = {"gzip": ["gzip", "-6nc"], "zstd": ["zstd", "-3qc"]}


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_docker_archive(name, layers, diff_ids, config):
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = [{
        "Config": config_name,
        "RepoTags": [f"bench/{name}:latest"],
        "Layers": [f"{diff_id}/layer.tar" for diff_id in diff_ids],
    }]
    with tarfile.open(f"{name}.docker.tar", "w") as archive:
        def add(path, data):
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))

        add(config_name, config)
        for layer, diff_id in zip(layers, diff_ids):
            archive.add(layer, arcname=f"{diff_id}/layer.tar")
        add("manifest.json", json.dumps(manifest).encode())


def write_layout(name, layers, config, packing):
    directory = f"{name}.oci-{packing}"
    blobs = f"{directory}/blobs/sha256"
    os.makedirs(blobs, exist_ok=True)

    def put(data):
        digest = hashlib.sha256(data).hexdigest()
        with open(f"{blobs}/{digest}", "wb") as file:
            file.write(data)
        return {"digest": f"sha256:{digest}", "size": len(data)}

    descriptors = []
    for layer in layers:
        packed = f"{directory}/packed"
        with open(packed, "wb") as out:
            subprocess.run([*PACKERS[packing], layer], stdout=out, check=True)
        digest, size = digest_of(packed), os.path.getsize(packed)
        os.rename(packed, f"{blobs}/{digest}")
        media_type = f"application/vnd.oci.image.layer.v1.tar+{packing}"
        descriptors.append({"mediaType": media_type, "digest": f"sha256:{digest}", "size": size})
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **put(config)},
        "layers": descriptors,
    }
    entry = {"mediaType": manifest["mediaType"], **put(json.dumps(manifest).encode())}
    with open(f"{directory}/index.json", "w") as file:
        json.dump({"schemaVersion": 2, "manifests": [entry]}, file)
    with open(f"{directory}/oci-layout", "w") as file:
        json.dump({"imageLayoutVersion": "1.0.0"}, file)


def main(name, *layers):
    diff_ids = [digest_of(layer) for layer in layers]
    config = json.dumps({
        "architecture": "amd64",
        "os": "linux",
        "created": DATE,
        "config": {"Env": ["PATH=/usr/bin"], "Cmd": ["bash"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{d}" for d in diff_ids]},
        "history": [{"created": DATE, "created_by": f"ADD {layer} /"} for layer in layers],
    }).encode()
    write_docker_archive(name, layers, diff_ids, config)
    for packing in PACKERS:
        write_layout(name, layers, config, packing)


main(*sys.argv[1:])
