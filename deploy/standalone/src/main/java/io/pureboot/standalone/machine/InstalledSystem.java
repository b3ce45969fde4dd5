package io.pureboot.standalone.machine;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The installed system's first boot, as far as cloud-init goes: NoCloud from a URL, {@code write_files} and {@code phone_home}
 * (cloudinit/sources/DataSourceNoCloud.py, config/cc_phone_home.py). It does nothing for an instance that it has seen before.
 */
final class InstalledSystem {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(3);

    private final HttpClient http;
    private final MachineIdentity identity;
    private final MachineDisk disk;
    private final Consumer<String> console;

    InstalledSystem(HttpClient http, MachineIdentity identity, MachineDisk disk, Consumer<String> console) {
        this.http = http;
        this.identity = identity;
        this.disk = disk;
        this.console = console;
    }

    /** @throws IOException when a file that must be there is not, or nobody takes the phone call */
    void boot() throws IOException, InterruptedException {
        Optional<String> seed = disk.seedUrl();
        if (seed.isEmpty()) {
            console.accept("installed system is up; it names no cloud-init seed");
            return;
        }
        Map<String, Object> metaData = yaml(seed.get() + "meta-data", required(seed.get() + "meta-data"));
        Map<String, Object> vendorData = cloudConfig(seed.get() + "vendor-data", optional(seed.get() + "vendor-data"));
        Map<String, Object> userData =
                cloudConfig(seed.get() + "user-data", Optional.of(required(seed.get() + "user-data")));
        optional(seed.get() + "network-config")
                .ifPresent(text -> console.accept("cloud-init: network-config is there"));
        String instance = String.valueOf(metaData.getOrDefault("instance-id", "iid-datasource-none"));
        if (disk.read("var/lib/cloud/data/instance-id").filter(instance::equals).isPresent()) {
            console.accept("installed system is up; instance " + instance + " was configured before");
            return;
        }
        disk.write("var/lib/cloud/data/instance-id", instance + "\n");
        // What the user says goes before what the vendor says.
        Map<String, Object> config = new LinkedHashMap<>(vendorData);
        config.putAll(userData);
        writeFiles(config);
        phoneHome(config, instance, hostname(metaData, config));
    }

    private String hostname(Map<String, Object> metaData, Map<String, Object> config) throws IOException {
        Object name = Optional.ofNullable(config.get("hostname"))
                .or(() -> Optional.ofNullable(metaData.get("local-hostname")))
                .orElse(identity.hostname());
        disk.write("etc/hostname", name + "\n");
        return name.toString();
    }

    private void writeFiles(Map<String, Object> config) throws IOException {
        for (Map<String, Object> file : maps(config.get("write_files"))) {
            String path = String.valueOf(file.get("path"));
            disk.write(path, String.valueOf(file.getOrDefault("content", "")));
            console.accept("cloud-init: wrote " + path);
        }
    }

    private void phoneHome(Map<String, Object> config, String instance, String hostname)
            throws IOException, InterruptedException {
        List<Map<String, Object>> wanted = maps(config.get("phone_home"));
        if (wanted.isEmpty()) {
            console.accept("cloud-init: no phone_home was asked for");
            return;
        }
        Map<String, Object> call = wanted.getFirst();
        String url = String.valueOf(call.get("url")).replace("$INSTANCE_ID", instance);
        int tries = call.get("tries") instanceof Integer number ? number : 10;
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(instance, hostname)))
                .build();
        for (int attempt = 1; attempt <= tries; attempt++) {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            console.accept("cloud-init: phone_home: HTTP " + status);
            if (status / 100 == 2) {
                return;
            }
            Thread.sleep(BETWEEN_TRIES);
        }
        throw new IOException("cloud-init phoned home " + tries + " times and nobody took the call");
    }

    /** Real ones send their public keys too; this one has none, and says so as cloud-init says it. */
    private static String form(String instance, String hostname) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("pub_key_rsa", "N/A");
        fields.put("pub_key_ecdsa", "N/A");
        fields.put("pub_key_ed25519", "N/A");
        fields.put("instance_id", instance);
        fields.put("hostname", hostname);
        fields.put("fqdn", hostname);
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Map<String, Object> cloudConfig(String url, Optional<String> text) throws IOException {
        if (text.isEmpty() || text.get().isBlank()) {
            return Map.of();
        }
        if (!text.get().startsWith("#cloud-config")) {
            console.accept("cloud-init: " + url + " is no #cloud-config; this machine understands nothing else");
            return Map.of();
        }
        return yaml(url, text.get());
    }

    private static Map<String, Object> yaml(String url, String text) throws IOException {
        try {
            Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            return maps(loaded).stream().findFirst().orElse(Map.of());
        } catch (YAMLException e) {
            throw new IOException(url + " is no YAML: " + e.getMessage(), e);
        }
    }

    /** The maps in {@code loaded}: itself, or those that a list holds. */
    private static List<Map<String, Object>> maps(@org.jspecify.annotations.Nullable Object loaded) {
        List<Map<String, Object>> found = new ArrayList<>();
        if (loaded instanceof List<?> list) {
            list.forEach(each -> found.addAll(maps(each)));
        } else if (loaded instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> {
                if (value != null) {
                    copy.put(String.valueOf(key), value);
                }
            });
            found.add(copy);
        }
        return found;
    }

    private String required(String url) throws IOException, InterruptedException {
        HttpResponse<String> response = get(url);
        if (response.statusCode() != 200) {
            throw new IOException("cloud-init: " + url + ": HTTP " + response.statusCode());
        }
        return response.body();
    }

    private Optional<String> optional(String url) throws IOException, InterruptedException {
        HttpResponse<String> response = get(url);
        return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("User-Agent", "Cloud-Init/22.4")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
