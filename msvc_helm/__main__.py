"""`python -m msvc_helm` is `msvc-helm`."""

from msvc_helm.cli import main

if __name__ == "__main__":
    main()
