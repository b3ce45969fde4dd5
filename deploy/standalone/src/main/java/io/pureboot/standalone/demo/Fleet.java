package io.pureboot.standalone.demo;

import io.pureboot.standalone.machine.MachineIdentity;
import io.pureboot.standalone.machine.MachinePlug;
import io.pureboot.standalone.machine.SoftwareMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The machines of one demo, each on a thread of its own. */
final class Fleet implements AutoCloseable {
    private final MachineKind kind;
    private final MachinePlug plug;
    private final Path home;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Map<String, String> lastLines = new ConcurrentHashMap<>();
    private final Map<String, String> broken = new ConcurrentHashMap<>();

    /** @param home where each machine gets a directory */
    Fleet(MachineKind kind, MachinePlug plug, Path home) {
        this.kind = kind;
        this.plug = plug;
        this.home = home;
    }

    void switchOn(MachineIdentity machine) {
        String name = machine.hostname();
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                SoftwareMachine.End end =
                        kind.run(machine, plug, home.resolve(name), line -> lastLines.put(name, line));
                if (end instanceof SoftwareMachine.End.Broken why) {
                    broken.put(name, why.why());
                }
            } catch (InterruptedException e) {
                lastLines.put(name, "switched off");
            } catch (RuntimeException e) {
                broken.put(name, e.toString());
            }
        }));
    }

    /** What the machine said last. */
    Optional<String> lastLine(MachineIdentity machine) {
        return Optional.ofNullable(lastLines.get(machine.hostname()));
    }

    /** Why a machine gave up, if it did. */
    Optional<String> broken(MachineIdentity machine) {
        return Optional.ofNullable(broken.get(machine.hostname()));
    }

    Path home(MachineIdentity machine) {
        return home.resolve(machine.hostname());
    }

    /** Pulls every plug and waits until the last agent has gone. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
