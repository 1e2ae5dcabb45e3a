#!/bin/sh
# Makes the secrets of docker-compose.yml, or of Kubernetes, as files that hold one each; what is there stays as it is.
#   sh docs/deploy/secrets.sh [FOLDER]      (default: secrets, which git ignores)
set -eu
folder=${1:-secrets}
# The folder is the owner's alone. The files are not: the user inside a container is another one.
mkdir -p "$folder"
chmod 0700 "$folder"

make() {
  [ -s "$folder/$1" ] || head -c "$2" /dev/urandom | base64 | tr -d '\n' > "$folder/$1"
  chmod 0644 "$folder/$1"
}

make Observe__Storage__Password 24
make Observe__Collector__IngestKey 24
make Observe__Security__AdminPassword 18
make Observe__Security__MasterKey 32
echo "The administrator's password is in $folder/Observe__Security__AdminPassword, the key that senders show in $folder/Observe__Collector__IngestKey."
