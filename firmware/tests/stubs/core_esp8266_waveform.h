#pragma once

#include <cstdint>

extern "C" {
int startWaveform(uint8_t pin, uint32_t timeHighUS, uint32_t timeLowUS, uint32_t runTimeUS = 0, int8_t alignPhase = -1,
                  uint32_t phaseOffsetUS = 0, bool autoPwm = false);
int startWaveformClockCycles(uint8_t pin, uint32_t timeHighCcys, uint32_t timeLowCcys, uint32_t runTimeCcys = 0,
                             int8_t alignPhase = -1, uint32_t phaseOffsetCcys = 0, bool autoPwm = false);
int stopWaveform(uint8_t pin);
}
