// Runs all test cases on the chip's processor, and prints the numbers that doctest prints.
#include <doctest/doctest.h>

#include <cstdio>
#include <vector>

#include "machine.h"

namespace doctest {

namespace {

struct Counts {
  unsigned cases = 0;
  unsigned failed_cases = 0;
  unsigned assertions = 0;
  unsigned failed_assertions = 0;
};

Counts counts;

// Built by the constructors of static objects, before which nothing else of this file may need one.
Registered* first = nullptr;
Registered** last = &first;
const Registered* running = nullptr;

std::vector<String> visited;
bool inside = false;
bool again = false;

void print_failure(const char* expression, const char* file, int line) {
  std::printf("%s:%d: ERROR in \"%s\": %s\n", file, line, running->name, expression);
}

void run(const Registered& test_case) {
  running = &test_case;
  visited.clear();
  const unsigned failed_before = counts.failed_assertions;
  do {
    inside = false;
    again = false;
    test_case.function();
  } while (again);
  ++counts.cases;
  counts.failed_cases += counts.failed_assertions == failed_before ? 0 : 1;
}

void print_counts() {
  std::printf("test cases: %u | %u passed | %u failed\n", counts.cases, counts.cases - counts.failed_cases,
              counts.failed_cases);
  std::printf("assertions: %u | %u passed | %u failed\n", counts.assertions,
              counts.assertions - counts.failed_assertions, counts.failed_assertions);
}

}  // namespace

Registered::Registered(const char* its_name, const char* its_file, int its_line, Function its_function)
    : name(its_name), file(its_file), line(its_line), function(its_function) {
  *last = this;
  last = &next;
}

bool check(bool holds, const char* expression, const char* file, int line) {
  ++counts.assertions;
  if (!holds) {
    ++counts.failed_assertions;
    print_failure(expression, file, line);
  }
  return holds;
}

void require(bool holds, const char* expression, const char* file, int line) {
  if (!check(holds, expression, file, line)) {
    iotdm::machine::exit(1);
  }
}

bool enter_subcase(const char* name) {
  for (const String& other : visited) {
    if (other == name) {
      return false;
    }
  }
  if (inside) {
    again = true;
    return false;
  }
  visited.emplace_back(name);
  inside = true;
  return true;
}

}  // namespace doctest

int main() {
  for (const doctest::Registered* test_case = doctest::first; test_case != nullptr; test_case = test_case->next) {
    doctest::run(*test_case);
  }
  doctest::print_counts();
  return doctest::counts.failed_assertions == 0 ? 0 : 1;
}
