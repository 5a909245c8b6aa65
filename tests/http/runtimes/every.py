"""Every way in which the app is served: the one list that chooses."""

from tests.http.runtimes.aws_lambda import AWS_LAMBDA
from tests.http.runtimes.gateway import GATEWAY
from tests.http.runtimes.in_process import IN_PROCESS
from tests.http.runtimes.vercel_shim import VERCEL

RUNTIMES = (IN_PROCESS, GATEWAY, AWS_LAMBDA, VERCEL)
