"""Offboarding: what somebody who leaves holds is listed, taken back, handed on, or noted as missing; nobody's leaving is blocked."""
