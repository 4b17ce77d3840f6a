using System.Text.Json;
using Deque.AxeCore.Commons;

namespace SegEdge.EndToEnd.Tests;

/// <summary>axe-core on the page as it stands: what WCAG 2.2 A and AA and good practice forbid, by rule.</summary>
public static class AxeScan
{
    private const string Run =
        """
        async () => {
          const found = await axe.run(document, { resultTypes: ['violations'] });
          return JSON.stringify({
            checked: found.passes.length,
            violations: found.violations.map((v) => ({
              rule: v.id, impact: v.impact ?? '', help: v.help,
              places: v.nodes.map((n) => `${n.target.join(' ')}: ${n.failureSummary}`),
            })),
          });
        }
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    public static async Task<IReadOnlyList<Finding>> FindAsync(BrowserPage page)
    {
        await page.Page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Script} }} }}");
        var report = JsonSerializer.Deserialize<Report>(await page.Page.EvaluateAsync<string>(Run), JsonSerializerOptions.Web)!;
        // A scan that looked at nothing would find nothing.
        Assert.True(report.Checked > 10, $"axe checked {report.Checked} rules");
        return report.Violations;
    }

    public sealed record Finding(string Rule, string Impact, string Help, IReadOnlyList<string> Places)
    {
        public bool IsSerious => Impact is "serious" or "critical";

        public override string ToString() => $"{Impact} {Rule}: {Help}\n  {string.Join("\n  ", Places)}";
    }

    private sealed record Report(int Checked, IReadOnlyList<Finding> Violations);
}
