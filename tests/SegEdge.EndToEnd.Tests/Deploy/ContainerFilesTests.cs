using System.Text.RegularExpressions;
using System.Xml.Linq;
using SegEdge.Testing;
using YamlDotNet.RepresentationModel;

namespace SegEdge.EndToEnd.Tests.Deploy;

/// <summary>Dockerfiles, the compose file of a Jetson, and what is left out of the build's context. No image is built here: neither base image is for x64.</summary>
public sealed partial class ContainerFilesTests
{
    private const string Arm64 = "Dockerfile.arm64";

    private static readonly Dockerfile File64 = Dockerfile.Read(Repository.Path(Arm64));

    [Theory]
    [InlineData(Arm64)]
    [InlineData("deploy/fleet/Dockerfile")]
    public async Task ADockerfile_BreaksNoRule_AndItsCommandsPassShellCheck(string path)
    {
        var file = Dockerfile.Read(Repository.Path(path));
        Assert.Empty(HadolintRules.Breaches(file));
        using var folder = new TemporaryFolder();
        foreach (var (stage, n) in file.Stages.Select((stage, n) => (stage, n)))
            File.WriteAllText(folder.File($"{n}.sh"), $"#!{(stage.All("SHELL").Any() ? "/bin/bash" : "/bin/sh")}\n{string.Join('\n', stage.Instructions.Where(i => i.Name is "ARG" or "RUN").Select(i => i.Name == "ARG" ? $"export {i.Rest.Split('=')[0]}=given" : i.Rest))}\n");
        var (code, output) = await Shell.RunAsync("shellcheck", Directory.GetFiles(folder.Path));
        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("FROM debian\nRUN true", "DL3006")]
    [InlineData("FROM debian:latest\nRUN true", "DL3007")]
    [InlineData("FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*", "DL3008")]
    [InlineData("FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl=8", "DL3009")]
    [InlineData("FROM debian:12\nRUN apt-get install -y curl=8 && rm -rf /var/lib/apt/lists/*", "DL3015")]
    [InlineData("FROM debian:12\nADD a /b", "DL3020")]
    [InlineData("FROM debian:12\nENTRYPOINT [\"a\"]", "DL3002")]
    [InlineData("FROM debian:12\nUSER a\nENTRYPOINT a b", "DL3025")]
    [InlineData("FROM debian:12\nRUN cat a | sort", "DL4006")]
    public void ABreach_IsNoticed(string text, string rule)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("Dockerfile"), text);
        Assert.Contains(HadolintRules.Breaches(Dockerfile.Read(folder.File("Dockerfile"))), breach => breach.StartsWith(rule, StringComparison.Ordinal));
    }

    [Fact]
    public void OnnxRuntime_IsBuiltAtTheManagedVersion()
    {
        var managed = XDocument.Load(Repository.Path("Directory.Packages.props")).Descendants("PackageVersion").Single(p => (string?)p.Attribute("Include") == "Microsoft.ML.OnnxRuntime").Attribute("Version")!.Value;
        Assert.Contains($"ARG ONNXRUNTIME_VERSION={managed}\n", File.ReadAllText(Repository.Path(Arm64)), StringComparison.Ordinal);
        Assert.Contains(File64["onnxruntime"].All("RUN"), run => run.Contains("--branch \"v${ONNXRUNTIME_VERSION}\"", StringComparison.Ordinal));
        Assert.Contains("ONNXRUNTIME_VERSION", File64["onnxruntime"].All("ARG"));
    }

    [Fact]
    public void WhateverIsCopied_IsThere()
    {
        foreach (var stage in File64.Stages)
            foreach (var (from, sources, _) in stage.Instructions.Where(i => i.Name == "COPY").Select(i => i.Copied()))
                foreach (var source in sources)
                    if (from is null) Assert.True(Path.Exists(Repository.Path(source)) && !IsIgnored(source), $"{stage.Name}: COPY {source}: not in the context");
                    else Assert.True(Makes(File64[from], source), $"{stage.Name}: COPY {source}: stage {from} makes no such thing");
        var needed = new[] { "Camera", "Explain", "Fleet", "EdgeHost", "Onnx", "Pipeline", "Telemetry", "models/field", "models/shortcut-clean", "deploy/opencv" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*", SearchOption.AllDirectories)).Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj") && !path.EndsWith(".md", StringComparison.Ordinal));
        Assert.DoesNotContain(needed.Concat(["global.json", "Directory.Build.props", "Directory.Packages.props"]), IsIgnored);
        Assert.True(IsIgnored("tests/SegEdge.Testing/Repository.cs") && IsIgnored("EdgeHost/bin/Release/net10.0/segedge"));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("jetson")]
    public void AnImage_RunsAsSomebody_WithItsGroups_AndTimeForAnEngine(string target)
    {
        var stage = File64[target];
        Assert.Equal("segedge", stage.All("USER").Last());
        Assert.Contains(stage.All("RUN"), run => run.Contains("--groups gpio,render,video segedge", StringComparison.Ordinal));
        Assert.Contains("--start-period=600s", Assert.Single(stage.All("HEALTHCHECK")), StringComparison.Ordinal);
        Assert.DoesNotContain("LD_LIBRARY_PATH", string.Join(' ', stage.All("ENV")), StringComparison.Ordinal);
    }

    [Fact]
    public void TheComposeFile_FitsTheImage()
    {
        var compose = (YamlMappingNode)YamlFile.Read(Repository.Path("deploy/jetson/compose.yaml"));
        var service = (YamlMappingNode)compose["services"]["segedge"];
        Assert.Contains(service["build"]["target"].ToString(), File64.Stages.Select(s => s.Name));
        Assert.Equal(Arm64, service["build"]["dockerfile"].ToString());
        Assert.Equal(("${SEGEDGE_RUNTIME:-nvidia}", "host", "unless-stopped", "true"), (service["runtime"].ToString(), service["network_mode"].ToString(), service["restart"].ToString(), service["read_only"].ToString()));
        Assert.Equal("600s", service["healthcheck"]["start_period"].ToString());
        Assert.All((YamlSequenceNode)service["devices"], device => Assert.Matches("^/dev/(video|gpiochip)[0-9]:/dev/", device.ToString()));

        var mounts = ((YamlSequenceNode)service["volumes"]).Select(node => node.ToString().Split(':')).ToArray();
        var named = ((YamlMappingNode)compose["volumes"]).Children.Keys.Select(key => key.ToString());
        Assert.Equal(named.Order(StringComparer.Ordinal), mounts.Select(m => m[0]).Where(source => !source.Contains('/')).Order(StringComparer.Ordinal));
        // A new volume takes owner and mode from the image: a folder that is not there would be root's.
        var made = string.Join(' ', File64["jetson"].All("RUN"));
        foreach (var mount in mounts.Where(m => !m[0].Contains('/'))) Assert.Matches($@"install -d -o segedge [^&]*{Regex.Escape(mount[1])}( |$)", made);
        Assert.Contains(mounts, m => m[0] == "/tmp/argus_socket");
        Assert.Contains(mounts, m => m is [_, "/etc/segedge/segedge.json", "ro"]);
        Assert.Contains("/etc/segedge/segedge.json", Assert.Single(File64["jetson"].All("CMD")), StringComparison.Ordinal);
    }

    /// <summary>Files of the published folder that the images replace or start.</summary>
    public static IEnumerable<string> NamedInPublished() =>
        [.. Removed().Matches(string.Join(' ', File64["publish-jetson"].All("RUN"))).Select(m => m.Groups[1].Value), Path.GetRelativePath("/opt/segedge", File64["cpu"].All("ENTRYPOINT").Single().Trim('[', ']', '"'))];

    private static bool Makes(Dockerfile.Stage stage, string path)
    {
        var folder = path.EndsWith('/') ? path.TrimEnd('/') : path.Contains('.') ? Path.GetDirectoryName(path)! : path;
        return stage.All("RUN").Any(run => Regex.IsMatch(run, $@"(-o|-t|mkdir -p|build\.sh) {Regex.Escape(folder)}( |/|$)")) || File64.Stages.FirstOrDefault(s => s.Name == stage.Base) is { } parent && Makes(parent, path);
    }

    private static bool IsIgnored(string path) => File.ReadLines(Repository.Path(".dockerignore")).Where(line => line.Length > 0 && !line.StartsWith('#'))
        .Any(pattern => Regex.IsMatch(path.TrimEnd('/'), $"^{Regex.Escape(pattern).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}(/|$)"));

    [GeneratedRegex(@"/app/(\S+)")]
    private static partial Regex Removed();
}
