// Errors, threads, gradient mode and random number generators.
#include "common.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <mutex>
#include <utility>

// The message of this thread's last failure, empty if there was none; valid until this thread asks again.
TS_API const char* ts_take_error() {
    thread_local std::string taken;
    taken = std::move(ts::last_error);
    ts::last_error.clear();
    return taken.c_str();
}

TS_API int32_t ts_get_num_threads() { return at::get_num_threads(); }
TS_API bool ts_set_num_threads(int32_t count) {
    return ts::succeeds([&] { at::set_num_threads(count); });
}

TS_API bool ts_grad_enabled() { return at::GradMode::is_enabled(); }
TS_API void ts_set_grad_enabled(bool enabled) { at::GradMode::set_enabled(enabled); }

TS_API at::Generator* ts_generator_default() {
    return new at::Generator(at::detail::getDefaultCPUGenerator());
}

TS_API at::Generator* ts_generator_new(uint64_t seed) {
    return new at::Generator(at::detail::createCPUGenerator(seed));
}

TS_API void ts_generator_dispose(at::Generator* generator) { delete generator; }

TS_API uint64_t ts_generator_seed(at::Generator* generator) {
    std::lock_guard<std::mutex> lock(generator->mutex());
    return generator->current_seed();
}

TS_API bool ts_generator_set_seed(at::Generator* generator, uint64_t seed) {
    return ts::succeeds([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(seed);
    });
}

TS_API Handle ts_generator_get_state(at::Generator* generator) {
    return ts::result([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        return generator->get_state();
    });
}

TS_API bool ts_generator_set_state(at::Generator* generator, Handle state) {
    return ts::succeeds([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_state(*state);
    });
}
