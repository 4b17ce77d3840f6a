using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Telemetry.Tests.Codecs;

public sealed class BlobAssemblerTests
{
    private readonly FakeTimeProvider _time = new();

    [Property]
    public bool Assemble_UndoesSplit_InAnyOrder_WithRepeats(PositiveInt size, int seed)
    {
        var blob = Some.Blob(size.Get * 97 % 9000, seed);
        var parts = BlobSplitter.Split("e", blob.Sha256, blob.Body, 1024).ToArray();
        var shuffled = parts.ToArray();
        new Random(seed).Shuffle(shuffled);
        var assembler = new BlobAssembler(_time);
        ReadOnlyMemory<byte>? whole = null;
        foreach (var part in parts.Length == 1 ? parts : [.. shuffled[..^1], .. shuffled]) whole = assembler.Add(part) ?? whole;
        return whole is { } found && found.Span.SequenceEqual(blob.Body.Span) && parts.All(part => part.Body.Length <= 1024);
    }

    [Fact]
    public void WhenASetStaysUnfinishedForTenMinutes_ItIsDropped()
    {
        var blob = Some.Blob(3000);
        var parts = BlobSplitter.Split("e", blob.Sha256, blob.Body, 1024);
        var assembler = new BlobAssembler(_time);
        Assert.Null(assembler.Add(parts[0]));
        Assert.Null(assembler.Add(parts[1]));
        _time.Advance(BlobAssembler.Patience + TimeSpan.FromSeconds(1));
        Assert.Null(assembler.Add(parts[2]));
        Assert.Equal(1, assembler.Abandoned);
        Assert.Null(assembler.Add(parts[0]));
        Assert.NotNull(assembler.Add(parts[1]));
    }

    [Fact]
    public void WhenUnfinishedSetsExceedTheBound_TheOldestGoes()
    {
        var assembler = new BlobAssembler(_time, maxBytes: 5000);
        for (var i = 0; i < 10; i++)
        {
            var blob = Some.Blob(2048, i);
            assembler.Add(BlobSplitter.Split("e", blob.Sha256, blob.Body, 1024)[0]);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(6, assembler.Abandoned);
    }

    [Fact]
    public void WhenAByteWasChanged_TheHashTells()
    {
        var blob = Some.Blob(100);
        var body = blob.Body.ToArray();
        body[50]++;
        Assert.Throws<TelemetryFormatException>(() => new BlobAssembler(_time).Add(new("e", blob.Sha256, 1, 1, 0, body)));
    }

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(3, 2, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 100_000, 0)]
    [InlineData(1, 2, -1)]
    [InlineData(1, 2, 5_000_000)]
    [InlineData(1, 2, int.MaxValue)]
    public void WhenAPartContradictsItself_ItIsRefused(int part, int parts, int offset) =>
        Assert.Throws<TelemetryFormatException>(() => new BlobAssembler(_time).Add(new("e", Some.Hash, part, parts, offset, new byte[10])));

    [Fact]
    public void WhenPartsLeaveAHole_TheSetIsRefused()
    {
        var assembler = new BlobAssembler(_time);
        assembler.Add(new("e", Some.Hash, 1, 2, 0, new byte[10]));
        Assert.Throws<TelemetryFormatException>(() => assembler.Add(new("e", Some.Hash, 2, 2, 11, new byte[10])));
    }
}
