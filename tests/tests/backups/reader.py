"""Reads a backup with nothing but the standard library, and holds it against the file of a table.

    reader.py BUCKET BACKUP-ID TABLE.DB

Every manifest, checksum and count is held against the files; then the items of the chain against the rows of the table.
What the table tells of backups and drills themselves is left out: it changes by making them.
"""

import base64
import gzip
import hashlib
import json
import pathlib
import sqlite3
import sys

OF_BACKUPS = ("BACKUPS", "DRILLS", "JOB#backup", "JOB#restore-drill")


def md5(data):
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def checked(path):
    data = path.read_bytes()
    beside = path.with_suffix(".checksum").read_text().strip()
    assert md5(data) == beside, f"{path} is not what its checksum says"
    return data


def plain(image):
    return json.dumps(image, sort_keys=True, ensure_ascii=False)


def key(image):
    return image["PK"]["S"], image["SK"]["S"]


def export(bucket, name, kind):
    folder = bucket / "backups" / "AWSDynamoDB" / name
    assert (folder / "_started").exists()
    summary = json.loads(checked(folder / "manifest-summary.json"))
    assert summary["outputFormat"] == "DYNAMODB_JSON" and summary["exportType"] == kind, summary
    assert bucket / summary["manifestFilesS3Key"] == folder / "manifest-files.json"
    files = [json.loads(line) for line in checked(folder / "manifest-files.json").splitlines()]
    assert sum(file["itemCount"] for file in files) == summary["itemCount"]
    for file in files:
        data = (bucket / file["dataFileS3Key"]).read_bytes()
        assert md5(data) == file["md5Checksum"], file
        assert hashlib.md5(base64.b64decode(file["md5Checksum"])).hexdigest() + "-1" == file["etag"]
        lines = gzip.decompress(data).decode().splitlines()
        assert len(lines) == file["itemCount"], file
        yield from map(json.loads, lines)


def main(bucket, backup, table):
    bucket = pathlib.Path(bucket)
    chain = []
    while backup:
        manifest = json.loads((bucket / "backups" / f"{backup}.json").read_text())
        chain.append(manifest)
        backup = manifest.get("previous")
    chain.reverse()
    items = {key(line["Item"]): line["Item"] for line in export(bucket, chain[0]["id"], "FULL_EXPORT")}
    assert len(items) == chain[0]["items"]
    deleted = 0
    for manifest in chain[1:]:
        for line in export(bucket, manifest["id"], "INCREMENTAL_EXPORT"):
            assert line["Metadata"]["WriteTimestampMicros"]["N"].isdigit()
            old = items.pop(key(line["Keys"]), None)
            assert old == line.get("OldImage"), f"{line['Keys']} was something else before"
            if "NewImage" in line:
                items[key(line["NewImage"])] = line["NewImage"]
            else:
                deleted += 1
    rows = sqlite3.connect(f"file:{table}?mode=ro", uri=True).execute('SELECT item_json FROM "salonbook"')
    rows = [json.loads(row[0]) for row in rows]
    here = {key(row): plain(row) for row in rows if key(row)[0] not in OF_BACKUPS}
    there = {at: plain(item) for at, item in items.items() if at[0] not in OF_BACKUPS}
    differing = sorted(at for at in here.keys() | there.keys() if here.get(at) != there.get(at))
    assert not differing, f"{len(differing)} items differ, the first is {differing[0]}"
    print(json.dumps({"items": len(there), "backups": len(chain), "deleted": deleted}))


main(*sys.argv[1:])
