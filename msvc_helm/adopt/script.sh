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

# Take the owner reference and the operator's field manager off an object in one patch, which does nothing if somebody
# changes it meanwhile. Never before its new owner has written it: NAMESPACE OBJECT UID WRITER
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
  entry=$(writers "$1" "$2" | grep -nx "manager/Update/" | cut -d: -f1 || true)
  if [ -n "$entry" ]; then
    place=/metadata/managedFields/$((entry - 1))
    patch="$patch,{\"op\":\"test\",\"path\":\"$place/manager\",\"value\":\"manager\"},{\"op\":\"remove\",\"path\":\"$place\"}"
  fi
  kubectl patch "$2" --namespace "$1" --type=json --patch "$patch]"
}

# Stops unless no ModelService owns an object and the operator has written nothing of it: NAMESPACE OBJECT
is_free() {
  if writers "$1" "$2" | grep -qx "manager/Update/" || [ -n "$(owners "$1" "$2")" ]; then
    echo "stopped: $2 in $1 is still the operator's; does it run again?" >&2
    exit 1
  fi
}
