package io.tunebook.kernels.tornado;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/// The device has not enough memory for a training.
final class DeviceMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean temporary;

    /// @param temporary whether other trainings have memory that they will free
    DeviceMemoryException(
            TornadoDevice device, long bytes, boolean temporary, @Nullable RuntimeException cause) {
        super(
                "%s has not enough memory for this training, which needs at least %d MiB: use a smaller network or batch."
                        .formatted(Devices.description(device), bytes >> 20),
                cause);
        this.temporary = temporary;
    }

    boolean isTemporary() {
        return temporary;
    }

    /// Whether an exception of TornadoVM is about the device's memory.
    static boolean isCauseOf(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (e instanceof TornadoOutOfMemoryException
                    || e instanceof TornadoMemoryException
                    || message.contains("unable to allocate")
                    || message.contains("out of memory")
                    || message.contains("mem_object_allocation_failure")) {
                return true;
            }
        }
        return false;
    }
}
