#pragma once

#define UART_TX_FIFO_SIZE 0x80
