package io.pureboot.engine.workflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.ExecutionStatus;
import org.junit.jupiter.api.Test;

/** Whole timelines of one workflow, word for word: what operators read must be what the machine does. */
class TimelineTest {
    @Test
    void everythingGoesWell() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(320);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:01:30 install#1 attempt-ended success
                0:01:30 settle#1 attempt-started waits until 0:01:50
                0:01:50 settle#1 attempt-ended success: waited
                0:01:50 reboot#1 attempt-started must end by 0:11:50
                0:02:35 reboot#1 reboot-announced the agent has announced the reboot; the next boot will confirm it
                0:03:20 boot-requested the machine boots and asks for what it boots
                0:03:20 reboot#1 attempt-ended success: the machine has booted again
                0:03:20 configure#1 attempt-started must end by 0:33:20
                0:03:20 reboot node-moved the node is now installed
                0:03:50 boot-requested the machine boots and asks for what it boots
                0:05:20 configure#1 attempt-ended success: the installed system has phoned home
                0:05:20 execution-ended completed
                0:05:20 configure node-moved the node is now active""");
    }

    @Test
    void aFailureIsTriedAgain() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "install=fail:2@10s,ok@40s");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(370);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:01:10 install#1 attempt-ended failed: exit code 2
                0:01:10 install retry-scheduled tried again at 0:01:40, as try 2 of this run
                0:01:40 install#2 attempt-started must end by 1:01:40
                0:02:20 install#2 attempt-ended success
                0:02:20 settle#1 attempt-started waits until 0:02:40
                0:02:40 settle#1 attempt-ended success: waited
                0:02:40 reboot#1 attempt-started must end by 0:12:40
                0:03:25 reboot#1 reboot-announced the agent has announced the reboot; the next boot will confirm it
                0:04:10 boot-requested the machine boots and asks for what it boots
                0:04:10 reboot#1 attempt-ended success: the machine has booted again
                0:04:10 configure#1 attempt-started must end by 0:34:10
                0:04:10 reboot node-moved the node is now installed
                0:04:40 boot-requested the machine boots and asks for what it boots
                0:06:10 configure#1 attempt-ended success: the installed system has phoned home
                0:06:10 execution-ended completed
                0:06:10 configure node-moved the node is now active""");
    }

    @Test
    void aMachineThatNeverBootsEndsAtItsFirstContact() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "boot=no-boot");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(1230);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:10:00 boot#1 attempt-ended timed_out (first_contact): the machine did not show itself within 600 s
                0:10:00 boot retry-scheduled tried again at 0:10:30, as try 2 of this run
                0:10:30 boot#2 attempt-started must end by 0:25:30, the machine must show itself by 0:20:30
                0:20:30 boot#2 attempt-ended timed_out (first_contact): the machine did not show itself within 600 s
                0:20:30 execution-ended failed: Step 'boot' failed after 2 attempts: the machine did not show itself within 600 s""");
    }

    @Test
    void aSilentAgentEndsAtTheHeartbeatTimeout() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "install=silent@20s,hang,ok@4000s");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(7490);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:03:20 install#1 attempt-ended timed_out (heartbeat_timeout): no heartbeat for more than 120 s
                0:03:20 install retry-scheduled tried again at 0:03:50, as try 2 of this run
                0:03:50 install#2 attempt-started must end by 1:03:50
                0:04:05 boot-requested the machine boots and asks for what it boots
                1:03:50 install#2 attempt-ended timed_out (attempt_timeout): timed out after 3600 s
                1:03:50 install retry-scheduled tried again at 1:04:50, as try 3 of this run
                1:04:50 install#3 attempt-started must end by 2:04:50
                2:04:50 install#3 attempt-ended timed_out (attempt_timeout): timed out after 3600 s
                2:04:50 execution-ended failed: Step 'install' failed after 3 attempts: timed out after 3600 s""");
    }

    @Test
    void aSystemThatNeverPhonesHomeIsRolledBack() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "configure=no-phone-home");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(simulated.rolledBack()).isEqualTo(true);
        assertThat(simulated.duration().toSeconds()).isEqualTo(2030);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:01:30 install#1 attempt-ended success
                0:01:30 settle#1 attempt-started waits until 0:01:50
                0:01:50 settle#1 attempt-ended success: waited
                0:01:50 reboot#1 attempt-started must end by 0:11:50
                0:02:35 reboot#1 reboot-announced the agent has announced the reboot; the next boot will confirm it
                0:03:20 boot-requested the machine boots and asks for what it boots
                0:03:20 reboot#1 attempt-ended success: the machine has booted again
                0:03:20 configure#1 attempt-started must end by 0:33:20
                0:03:20 reboot node-moved the node is now installed
                0:03:50 boot-requested the machine boots and asks for what it boots
                0:33:20 configure#1 attempt-ended timed_out (attempt_timeout): timed out after 1800 s
                0:33:20 configure rollback-started Step 'configure' failed after 1 attempt: timed out after 1800 s; step 'undo' undoes it
                0:33:20 undo#1 attempt-started undoes what failed; must end by 0:38:20
                0:33:35 boot-requested the machine boots and asks for what it boots
                0:33:50 undo#1 attempt-ended success
                0:33:50 execution-ended failed, rolled back: Step 'configure' failed after 1 attempt: timed out after 1800 s""");
    }

    @Test
    void aRollBackThatFailsToo() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "configure=fail:1@30s;undo=hang");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(530);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:01:30 install#1 attempt-ended success
                0:01:30 settle#1 attempt-started waits until 0:01:50
                0:01:50 settle#1 attempt-ended success: waited
                0:01:50 reboot#1 attempt-started must end by 0:11:50
                0:02:35 reboot#1 reboot-announced the agent has announced the reboot; the next boot will confirm it
                0:03:20 boot-requested the machine boots and asks for what it boots
                0:03:20 reboot#1 attempt-ended success: the machine has booted again
                0:03:20 configure#1 attempt-started must end by 0:33:20
                0:03:20 reboot node-moved the node is now installed
                0:03:35 boot-requested the machine boots and asks for what it boots
                0:03:50 configure#1 attempt-ended failed: exit code 1
                0:03:50 configure rollback-started Step 'configure' failed after 1 attempt: exit code 1; step 'undo' undoes it
                0:03:50 undo#1 attempt-started undoes what failed; must end by 0:08:50
                0:08:50 undo#1 attempt-ended timed_out (attempt_timeout): timed out after 300 s
                0:08:50 execution-ended failed: Step 'configure' failed after 1 attempt: exit code 1; roll-back failed as well: Step 'undo' failed after 1 attempt: timed out after 300 s""");
    }

    @Test
    void aCancelIsAcknowledgedAndCleansUp() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "cancel@2m;install=ok@10m");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(155);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:02:00 cancel-requested cancelled by operator; the agent has until 0:02:30 to stop
                0:02:05 install#1 attempt-ended cancelled: stopped: the execution is cancelled
                0:02:05 wipe#1 attempt-started cleans up after the cancel; must end by 0:07:05
                0:02:35 wipe#1 attempt-ended success
                0:02:35 execution-ended cancelled""");
    }

    @Test
    void aCancelThatNobodyHearsWaitsForItsGrace() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "configure=hang;cancel@5m;wipe=fail");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(360);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:01:30 install#1 attempt-ended success
                0:01:30 settle#1 attempt-started waits until 0:01:50
                0:01:50 settle#1 attempt-ended success: waited
                0:01:50 reboot#1 attempt-started must end by 0:11:50
                0:02:35 reboot#1 reboot-announced the agent has announced the reboot; the next boot will confirm it
                0:03:20 boot-requested the machine boots and asks for what it boots
                0:03:20 reboot#1 attempt-ended success: the machine has booted again
                0:03:20 configure#1 attempt-started must end by 0:33:20
                0:03:20 reboot node-moved the node is now installed
                0:03:50 boot-requested the machine boots and asks for what it boots
                0:05:00 cancel-requested cancelled by operator; the agent has until 0:05:30 to stop
                0:05:30 configure#1 attempt-ended cancelled (cancel_grace): cancelled; the agent did not acknowledge it in time
                0:05:30 wipe#1 attempt-started cleans up after the cancel; must end by 0:10:30
                0:06:00 wipe#1 attempt-ended failed: exit code 1
                0:06:00 execution-ended cancelled""");
    }

    @Test
    void aPauseStopsWhatWaits() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "install=silent@20s,ok;pause@1m30s;resume@10m");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(890);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:01:30 execution-paused paused by operator
                0:03:20 install#1 attempt-ended timed_out (heartbeat_timeout): no heartbeat for more than 120 s
                0:03:20 install retry-scheduled tried again at 0:03:50, as try 2 of this run
                0:10:00 execution-resumed resumed by operator
                0:10:30 install#2 attempt-started must end by 1:10:30
                0:10:45 boot-requested the machine boots and asks for what it boots
                0:11:00 install#2 attempt-ended success
                0:11:00 settle#1 attempt-started waits until 0:11:20
                0:11:20 settle#1 attempt-ended success: waited
                0:11:20 reboot#1 attempt-started must end by 0:21:20
                0:12:05 reboot#1 reboot-announced the agent has announced the reboot; the next boot will confirm it
                0:12:50 boot-requested the machine boots and asks for what it boots
                0:12:50 reboot#1 attempt-ended success: the machine has booted again
                0:12:50 configure#1 attempt-started must end by 0:42:50
                0:12:50 reboot node-moved the node is now installed
                0:13:20 boot-requested the machine boots and asks for what it boots
                0:14:50 configure#1 attempt-ended success: the installed system has phoned home
                0:14:50 execution-ended completed
                0:14:50 configure node-moved the node is now active""");
    }

    @Test
    void anUnexpectedRebootResumes() {
        Simulated simulated = Rehearsal.of(Rehearsal.UBUNTU, "install=reboot@20s+ok@1m");
        assertThat(simulated.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(simulated.rolledBack()).isEqualTo(false);
        assertThat(simulated.duration().toSeconds()).isEqualTo(350);
        assertThat(String.join("\n", Rehearsal.lines(simulated))).isEqualTo("""
                0:00:00 execution-created begins; the whole run must end by 4:00:00
                0:00:00 boot#1 attempt-started must end by 0:15:00, the machine must show itself by 0:10:00
                0:00:30 boot-requested the machine boots and asks for what it boots
                0:00:30 boot#1 machine-contacted the machine has shown itself
                0:01:00 boot#1 attempt-ended success
                0:01:00 install#1 attempt-started must end by 1:01:00
                0:01:00 boot node-moved the node is now installing
                0:01:20 boot-requested the machine boots and asks for what it boots
                0:01:20 install#1 unexpected-reboot the machine has rebooted unexpectedly; on_unexpected_reboot: resume
                0:02:00 install#1 attempt-ended success
                0:02:00 settle#1 attempt-started waits until 0:02:20
                0:02:20 settle#1 attempt-ended success: waited
                0:02:20 reboot#1 attempt-started must end by 0:12:20
                0:03:05 reboot#1 reboot-announced the agent has announced the reboot; the next boot will confirm it
                0:03:50 boot-requested the machine boots and asks for what it boots
                0:03:50 reboot#1 attempt-ended success: the machine has booted again
                0:03:50 configure#1 attempt-started must end by 0:33:50
                0:03:50 reboot node-moved the node is now installed
                0:04:20 boot-requested the machine boots and asks for what it boots
                0:05:50 configure#1 attempt-ended success: the installed system has phoned home
                0:05:50 execution-ended completed
                0:05:50 configure node-moved the node is now active""");
    }
}
