import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of a test cluster, from the class path: settings are arguments, "name=value" each. */
public final class TestNode extends Node {
    private static final Collection<Class<? extends Plugin>> PLUGINS = List.of(
            Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class,
            MapperExtrasPlugin.class);

    private TestNode(Environment environment) {
        super(environment, PLUGINS, false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        String home = settings.get("path.home");
        TestNode node = new TestNode(InternalSettingsPreparer.prepareEnvironment(
                settings.build(), Map.of(), Path.of(home, "config"), () -> "test"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        node.start();
        new CountDownLatch(1).await();
    }
}
