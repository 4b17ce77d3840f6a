using System.IO.Hashing;
using System.Text;

namespace SegEdge.Telemetry.Tests.Outbox;

public sealed class SpoolSchemaTests
{
    // Spools in the field are held against this text: with another one they would be set aside. Change it together with the version, and migrate.
    [Theory]
    [InlineData(true, 6388182668255774995)]
    [InlineData(false, 5897073743494085435)]
    public void TheTablesOfVersion2_AreWhatFilesInTheFieldHold(bool records, ulong hash)
    {
        using var file = new SpoolDatabase(":memory:", "OFF");
        if (records) SpoolSchema.CreateRecords(file);
        else SpoolSchema.CreateBodies(file);
        Assert.Equal(2, file.Number("PRAGMA user_version"));
        Assert.Equal(hash, XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(SpoolSchema.Tables(file))));
    }

    [Fact]
    public void ARenamedColumn_IsDamage()
    {
        using var file = new SpoolDatabase(":memory:", "OFF");
        SpoolSchema.CreateRecords(file);
        Assert.Null(SpoolSchema.CheckRecords(file));
        file.Execute("ALTER TABLE record RENAME COLUMN upMs TO uqMs");
        Assert.Contains("tables", SpoolSchema.CheckRecords(file), StringComparison.Ordinal);
    }
}
