using System.Text.Json;
using SegEdge.Pipeline.Engines;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Engines;

/// <summary>Engines on disk, built by processes that are killed, doubled, or wrong.</summary>
public sealed class EngineCacheTests : IDisposable
{
    private readonly EngineRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task ABuiltEngine_IsFound_WithWhatItWasMadeOf()
    {
        _rig.Go();
        Assert.Null(await _rig.BuildAsync());
        var engine = _rig.Cache.Find(_rig.Key)!;
        Assert.Equal($"first half, second half of {_rig.Key.Name}", File.ReadAllText(Path.Combine(engine.Folder, "segedge_1.engine")));
        var sidecar = JsonDocument.Parse(File.ReadAllText(Path.Combine(engine.Folder, EngineSidecar.FileName))).RootElement;
        Assert.Equal("87", sidecar.GetProperty("key").GetProperty("sm").GetString());
        Assert.Equal("built", sidecar.GetProperty("verdict").GetString());
        Assert.Equal(64, sidecar.GetProperty("files").GetProperty("segedge_1.engine").GetString()!.Length);
        Assert.True(_rig.Cache.History(_rig.Key).LastBuildSeconds > 0);
    }

    public static TheoryData<string> KeyFields => [.. typeof(EngineKey).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(KeyFields))]
    public async Task AnotherValueOfAnyKeyField_IsAnotherEngine(string field)
    {
        _rig.Go();
        Assert.Null(await _rig.BuildAsync());
        var other = JsonSerializer.SerializeToNode(_rig.Key)!.AsObject();
        other[field] = "other";
        var key = other.Deserialize<EngineKey>()!;
        Assert.NotEqual(_rig.Key, key);
        Assert.Null(_rig.Cache.Find(key));
        Assert.NotNull(_rig.Cache.Find(_rig.Key));
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("added")]
    [InlineData("missing")]
    [InlineData("no sidecar")]
    [InlineData("half a sidecar")]
    public async Task AnEngineThatIsNotAsItWasBuilt_IsNeverFound_AndSetAside(string damage)
    {
        _rig.Go();
        Assert.Null(await _rig.BuildAsync());
        var folder = _rig.Cache.FolderOf(_rig.Key);
        string engine = Path.Combine(folder, "segedge_1.engine"), sidecar = Path.Combine(folder, EngineSidecar.FileName);
        var bytes = File.ReadAllBytes(engine);
        switch (damage)
        {
            case "flipped": bytes[^1] ^= 1; File.WriteAllBytes(engine, bytes); break;
            case "cut": File.WriteAllBytes(engine, bytes[..^1]); break;
            case "added": File.WriteAllBytes(engine + "2", bytes); break;
            case "missing": File.Delete(engine); break;
            case "no sidecar": File.Delete(sidecar); break;
            default: File.WriteAllText(sidecar, File.ReadAllText(sidecar)[..20]); break;
        }
        Assert.Null(_rig.Cache.Find(_rig.Key));
        Assert.False(Directory.Exists(folder));
        Assert.True(Directory.Exists(Path.Combine(_rig.Cache.Folder, "quarantine", _rig.Key.Name)));
        Assert.True(_rig.Cache.History(_rig.Key) is { Failures: 1, MayBuild: true, LastFailure.Length: > 10 });

        Assert.Null(await _rig.BuildAsync());
        Assert.NotNull(_rig.Cache.Find(_rig.Key));
        _rig.Cache.Quarantine(_rig.Key, "it does not load either");
        Assert.False(_rig.Cache.History(_rig.Key).MayBuild);
    }

    [Fact]
    public async Task AProvenEngine_ClearsWhatFailedBefore()
    {
        _rig.Go();
        Assert.Null(await _rig.BuildAsync());
        _rig.Cache.Quarantine(_rig.Key, "first");
        Assert.Null(await _rig.BuildAsync());
        _rig.Cache.Proven(_rig.Cache.Find(_rig.Key)!);
        Assert.Equal(EngineVerdict.Proven, _rig.Cache.Find(_rig.Key)!.Sidecar.Verdict);
        Assert.Equal(0, _rig.Cache.History(_rig.Key).Failures);
    }

    [Fact]
    public async Task ABuilderThatIsKilled_LeavesNothingHalfValid_AndTheNextOneCleansUp()
    {
        var first = _rig.BuildAsync();
        EngineRig.Kill(await _rig.BuildingAsync());
        Assert.Contains("exit code 137", await first);
        Assert.Null(_rig.Cache.Find(_rig.Key));
        Assert.StartsWith(".building-", Assert.Single(_rig.Folders)); // half an engine, under no engine's name
        Assert.Equal(1, _rig.Cache.History(_rig.Key).Failures);

        _rig.Go();
        Assert.Null(await _rig.BuildAsync());
        Assert.Equal([_rig.Key.Name], _rig.Folders);
        Assert.NotNull(_rig.Cache.Find(_rig.Key));
    }

    [Fact]
    public async Task TwoBuildersAtOnce_BuildOneEngine()
    {
        Task<string?> first = _rig.BuildAsync(), second = _rig.BuildAsync();
        await _rig.BuildingAsync();
        _rig.Go();
        Assert.Equal([null, null], await Task.WhenAll(first, second));
        Assert.Single(_rig.Building); // the other waited, and found it
        Assert.Equal([_rig.Key.Name], _rig.Folders);
        Assert.NotNull(_rig.Cache.Find(_rig.Key));
    }

    [Fact]
    public async Task TheSecondBuilder_TakesOver_WhenTheFirstIsKilled()
    {
        Task<string?> first = _rig.BuildAsync(), second = _rig.BuildAsync();
        var killed = await _rig.BuildingAsync();
        EngineRig.Kill(killed);
        await _rig.BuildingAsync(but: killed);
        _rig.Go();
        var outcomes = await Task.WhenAll(first, second);
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal([_rig.Key.Name], _rig.Folders);
        Assert.NotNull(_rig.Cache.Find(_rig.Key));
    }

    [Fact]
    public async Task ABuildThatFails_IsCounted_WithWhatTheBuilderSaid_AndLeavesNothing()
    {
        _rig.Go("fail");
        Assert.Equal("the builder ended with exit code 1: no kernel fits", await _rig.BuildAsync());
        Assert.Empty(_rig.Folders);
        Assert.Equal(1, _rig.Cache.History(_rig.Key).Failures);
        await _rig.BuildAsync();
        Assert.False(_rig.Cache.History(_rig.Key).MayBuild);
    }

    [Fact]
    public async Task ABuildThatNeverEnds_IsKilledAtItsLimit()
    {
        Assert.Contains("was killed", await _rig.BuildAsync(TimeSpan.FromSeconds(2)));
        Assert.Equal(1, _rig.Cache.History(_rig.Key).Failures);
        Assert.Null(_rig.Cache.Find(_rig.Key));
    }

    [Fact]
    public async Task AServiceThatStops_TakesItsBuilderAlong_AndCountsNothing()
    {
        using var stopping = new CancellationTokenSource();
        var builder = _rig.Builder;
        var building = builder.BuildAsync(_rig.Order, TimeSpan.FromMinutes(5), stopping.Token);
        var id = await _rig.BuildingAsync();
        Assert.Contains("TensorRT's engine of 'tiny' is being built for", builder.Progress!.ToString());
        Assert.Contains("no earlier build is known", builder.Progress.ToString());
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => building);
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{id}") || File.ReadAllText($"/proc/{id}/stat").Contains(") Z "), "the builder is gone");
        Assert.Null(builder.Progress);
        Assert.Equal(0, _rig.Cache.History(_rig.Key).Failures);
    }
}
