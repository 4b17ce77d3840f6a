using System.Text.RegularExpressions;

namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>A Dockerfile's stages in order.</summary>
internal sealed partial record Dockerfile(IReadOnlyList<Dockerfile.Stage> Stages)
{
    public Stage this[string name] => Stages.Single(s => s.Name == name);

    public static Dockerfile Read(string path)
    {
        var stages = new List<Stage>();
        string? ignored = null;
        foreach (var line in Logical(File.ReadAllLines(path)))
        {
            if (line.StartsWith('#'))
            {
                ignored = line.StartsWith("# hadolint ignore=", StringComparison.Ordinal) ? line : null;
                continue;
            }
            if (line.Split(' ', 2, StringSplitOptions.TrimEntries) is not [var name, var rest]) continue;
            if (name == "FROM") stages.Add(StageOf(rest));
            // ARG before the first FROM belongs to none.
            else if (stages.Count > 0) stages[^1].Instructions.Add(new(name, rest, ignored ?? ""));
            ignored = null;
        }
        return new(stages);
    }

    private static Stage StageOf(string from)
    {
        string[] words = [.. from.Split(' ').Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
        return new(words is [_, "AS", var name] ? name : "", words[0], from.Split(' ').FirstOrDefault(word => word.StartsWith("--platform=", StringComparison.Ordinal))?.Split('=')[1] ?? "", []);
    }

    // A backslash at the end goes on in the next line; comments stand between.
    private static IEnumerable<string> Logical(IEnumerable<string> lines)
    {
        var begun = "";
        foreach (var line in lines.Select(l => l.TrimEnd()))
        {
            if (begun.Length > 0 && line.TrimStart().StartsWith('#')) continue;
            begun += line.EndsWith('\\') ? line[..^1] : line;
            if (line.EndsWith('\\')) continue;
            if (begun.Length > 0) yield return begun;
            begun = "";
        }
    }

    internal sealed record Stage(string Name, string Base, string Platform, List<Instruction> Instructions)
    {
        public IEnumerable<string> All(string name) => Instructions.Where(i => i.Name == name).Select(i => i.Rest);
    }

    /// <param name="Ignored">The comment above that lets a rule of hadolint go.</param>
    internal sealed partial record Instruction(string Name, string Rest, string Ignored)
    {
        /// <summary>Of COPY: the stage that it copies from, if any; sources; target.</summary>
        public (string? Stage, string[] Sources, string Target) Copied()
        {
            string[] words = [.. Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            var paths = words.Where(w => !w.StartsWith("--", StringComparison.Ordinal)).ToArray();
            return (words.FirstOrDefault(w => w.StartsWith("--from=", StringComparison.Ordinal))?[7..], paths[..^1], paths[^1]);
        }

        /// <summary>Commands of RUN, one by one.</summary>
        public string[] Commands() => Separator().Split(Rest);

        [GeneratedRegex(@"\s*(?:&&|;|\|\|)\s*")]
        private static partial Regex Separator();
    }
}
