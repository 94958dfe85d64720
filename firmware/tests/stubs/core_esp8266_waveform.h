#pragma once

#include <cstdint>

extern "C" {
int startWaveformClockCycles(uint8_t pin, uint32_t timeHighCcys, uint32_t timeLowCcys, uint32_t runTimeCcys = 0,
                             int8_t alignPhase = -1, uint32_t phaseOffsetCcys = 0, bool autoPwm = false);
int stopWaveform(uint8_t pin);
}
