/* The first instructions of a program for the emulated chip, and what it does on an exception. */

    /* The machine starts here, whatever entry the image names. */
    .section .reset, "ax"
    .align 4
    .global reset
reset:
    j enter
    .align 4
    .literal_position
    .align 4
enter:
    movi a0, start
    jx a0

    /* The processor jumps to fixed offsets from the begin of this section. */
    .section .vectors, "ax"
    .align 4
    .literal_position
    .org 0x30
kernel_exception:
    movi a0, exception
    jx a0
    .org 0x50
user_exception:
    movi a0, exception
    jx a0
    /* An exception within the first lines of the one before: nothing can be said any more. */
    .org 0x70
double_exception:
    movi a2, 1
    movi a3, 127
    simcall

    .section .text.start, "ax"
    .literal_position
    .align 4
exception:
    movi a1, stack_top
    rsr a2, exccause
    rsr a3, epc1
    movi a0, report_exception
    jx a0

    .align 4
start:
    movi a0, 0
    movi a1, stack_top
    /* Exceptions are taken, as user's. */
    movi a2, 0x20
    wsr a2, ps
    rsync
    movi a0, run_program
    jx a0

    /* The registers of the first four arguments are those that the emulator reads. */
    .align 4
    .global emulator_call
emulator_call:
    simcall
    ret
