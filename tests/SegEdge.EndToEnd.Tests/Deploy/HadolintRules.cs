using System.Text.RegularExpressions;

namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>The rules of hadolint, as its documentation has them, that our Dockerfiles could break. The tool itself is not in the distributions.</summary>
internal static partial class HadolintRules
{
    /// <returns>One line for each breach.</returns>
    public static IEnumerable<string> Breaches(Dockerfile file) => file.Stages.SelectMany(stage => OfStage(stage, file).Concat(stage.Instructions.SelectMany(i => OfInstruction(i).Where(b => !i.Ignored.Contains(b[..6], StringComparison.Ordinal)))));

    private static IEnumerable<string> OfStage(Dockerfile.Stage stage, Dockerfile file)
    {
        var isImage = file.Stages.All(s => s.Name != stage.Base);
        if (isImage && !Tagged().IsMatch(stage.Base)) yield return $"DL3006 {stage.Base}: no tag";
        if (stage.Base.EndsWith(":latest", StringComparison.Ordinal)) yield return $"DL3007 {stage.Base}";
        if (stage.Platform is not ("" or "$BUILDPLATFORM" or "$TARGETPLATFORM")) yield return $"DL3029 {stage.Platform}";
        if (stage.All("ENTRYPOINT").Any() && stage.All("USER").LastOrDefault() is null or "root" or "0") yield return $"DL3002 {stage.Name}: last user is root";
        if (stage.All("ENTRYPOINT").Count() > 1) yield return $"DL4004 {stage.Name}";
        if (stage.All("CMD").Count() > 1) yield return $"DL4003 {stage.Name}";
        if (stage.All("RUN").Any(r => Pipe().IsMatch(r)) && !stage.All("SHELL").Any(s => s.Contains("pipefail", StringComparison.Ordinal))) yield return $"DL4006 {stage.Name}: a pipe without pipefail";
        if (!stage.All("WORKDIR").Any() && stage.Instructions.Any(i => i.Name == "COPY" && !i.Copied().Target.StartsWith('/'))) yield return $"DL3045 {stage.Name}";
    }

    private static IEnumerable<string> OfInstruction(Dockerfile.Instruction instruction)
    {
        var (name, rest) = (instruction.Name, instruction.Rest);
        if (name == "ADD") yield return $"DL3020 {rest}";
        if (name == "MAINTAINER") yield return $"DL4000 {rest}";
        if (name == "WORKDIR" && !rest.StartsWith('/')) yield return $"DL3000 {rest}";
        if (name is "CMD" or "ENTRYPOINT" && !rest.StartsWith('[')) yield return $"DL3025 {rest}";
        if (name == "HEALTHCHECK" && !rest.Contains("CMD [", StringComparison.Ordinal)) yield return $"DL3025 {rest}";
        if (name != "RUN") yield break;
        foreach (var command in instruction.Commands())
        {
            if (command.StartsWith("cd ", StringComparison.Ordinal)) yield return $"DL3003 {command}";
            if (command.StartsWith("sudo ", StringComparison.Ordinal)) yield return $"DL3004 {command}";
            if (command.StartsWith("apt ", StringComparison.Ordinal)) yield return $"DL3027 {command}";
            if (command.StartsWith("pip", StringComparison.Ordinal) && !command.Contains("==", StringComparison.Ordinal)) yield return $"DL3013 {command}";
            if (command.StartsWith("pip", StringComparison.Ordinal) && !command.Contains("--no-cache-dir", StringComparison.Ordinal)) yield return $"DL3042 {command}";
            if (!command.StartsWith("apt-get install", StringComparison.Ordinal)) continue;
            if (!command.Contains(" -y ", StringComparison.Ordinal)) yield return $"DL3014 {command}";
            if (!command.Contains(" --no-install-recommends ", StringComparison.Ordinal)) yield return $"DL3015 {command}";
            if (command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..].Any(word => !word.StartsWith('-') && !word.Contains('='))) yield return $"DL3008 {command}";
            if (!rest.Contains("rm -rf /var/lib/apt/lists/*", StringComparison.Ordinal)) yield return $"DL3009 {command}";
        }
    }

    [GeneratedRegex(@":[^/:]+$|@sha256:")]
    private static partial Regex Tagged();

    [GeneratedRegex(@"[^|]\|[^|]")]
    private static partial Regex Pipe();
}
