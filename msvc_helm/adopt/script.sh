# Each object's UID, and a Deployment's revision, which changes when its pods do: NAMESPACE OBJECT...
looks() {
  namespace=$1; shift
  kubectl get "$@" --namespace "$namespace" --no-headers -o \
    'custom-columns=KIND:.kind,NAME:.metadata.name,UID:.metadata.uid,REVISION:.metadata.annotations.deployment\.kubernetes\.io/revision'
}

# Likewise the version of each object, which changes with anything in it: NAMESPACE OBJECT...
versions() {
  namespace=$1; shift
  kubectl get "$@" --namespace "$namespace" --no-headers -o \
    'custom-columns=KIND:.kind,NAME:.metadata.name,VERSION:.metadata.resourceVersion'
}

# Stops unless all lines of one file are in another: BEFORE AFTER
same() {
  if grep -vxFf "$2" "$1"; then
    echo "stopped: the lines above are what was before, and it is no longer so" >&2
    exit 1
  fi
}

# Who has written an object, a line each: NAMESPACE OBJECT
writers() {
  kubectl get "$2" --namespace "$1" -o 'jsonpath={range .metadata.managedFields[*]}{.manager}/{.operation}/{.subresource}{"\n"}{end}'
}

# Who owns an object, a line each: NAMESPACE OBJECT
owners() {
  kubectl get "$2" --namespace "$1" -o 'jsonpath={range .metadata.ownerReferences[*]}{.uid}{"\n"}{end}'
}

# Take the owner reference and the earlier field manager off an object in one patch, which does nothing if somebody
# changes it meanwhile. Never before its new owner has written it: NAMESPACE OBJECT UID WRITER EARLIER
free() {
  version=$(kubectl get "$2" --namespace "$1" -o 'jsonpath={.metadata.resourceVersion}')
  if [ -n "$4" ] && ! writers "$1" "$2" | grep -Eq "^($4)/"; then
    echo "stopped: $2 in $1 was not taken over yet" >&2
    exit 1
  fi
  patch="[{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"$version\"}"
  owner=$(owners "$1" "$2" | grep -nxF "$3" | cut -d: -f1 || true)
  if [ -n "$owner" ]; then
    place=/metadata/ownerReferences/$((owner - 1))
    patch="$patch,{\"op\":\"test\",\"path\":\"$place/uid\",\"value\":\"$3\"},{\"op\":\"remove\",\"path\":\"$place\"}"
  fi
  for entry in $(writers "$1" "$2" | grep -nEx "($5)/[A-Z][a-z]*/" | sort -rn); do
    place=/metadata/managedFields/$((${entry%%:*} - 1))
    name=${entry#*:}
    test="{\"op\":\"test\",\"path\":\"$place/manager\",\"value\":\"${name%%/*}\"}"
    patch="$patch,$test,{\"op\":\"remove\",\"path\":\"$place\"}"
  done
  kubectl patch "$2" --namespace "$1" --type=json --patch "$patch]"
}

# Stops unless nobody owns an object and the earlier field manager has written nothing of it: NAMESPACE OBJECT EARLIER
is_free() {
  if writers "$1" "$2" | grep -qEx "($3)/[A-Z][a-z]*/" || [ -n "$(owners "$1" "$2")" ]; then
    echo "stopped: $2 in $1 still belongs to its earlier owner; does that run again?" >&2
    exit 1
  fi
}
