<?xml version="1.0" encoding="UTF-8"?>
<!-- Turns a Schematron schema (ISO 19757-3, rules with asserts only, queryBinding xslt2) into XSLT
     that prints a line for each assert that fails: pattern, rule context, message. -->
<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:sch="http://purl.oclc.org/dsdl/schematron" xmlns:out="urn:generated">
  <xsl:namespace-alias stylesheet-prefix="out" result-prefix="xsl"/>
  <xsl:output indent="yes"/>
  <xsl:template match="sch:schema">
    <out:stylesheet version="2.0">
      <xsl:for-each select="sch:ns">
        <xsl:namespace name="{@prefix}" select="@uri"/>
      </xsl:for-each>
      <out:output method="text"/>
      <out:template match="/">
        <xsl:for-each select="sch:pattern">
          <out:apply-templates select="//node() | //@*" mode="p{position()}"/>
        </xsl:for-each>
      </out:template>
      <xsl:apply-templates select="sch:pattern"/>
    </out:stylesheet>
  </xsl:template>
  <xsl:template match="sch:pattern">
    <xsl:variable name="mode" select="concat('p', position())"/>
    <xsl:variable name="pattern" select="@id"/>
    <xsl:for-each select="sch:rule">
      <!-- The first rule of a pattern that matches a node is the one that counts. -->
      <out:template match="{@context}" mode="{$mode}" priority="{1000 - position()}">
        <xsl:for-each select="sch:assert">
          <out:if test="not({@test})">
            <out:value-of select="concat('{$pattern}: ', name(), ': ')"/>
            <xsl:value-of select="concat(normalize-space(.), '&#10;')"/>
          </out:if>
        </xsl:for-each>
      </out:template>
    </xsl:for-each>
    <out:template match="node() | @*" mode="{$mode}" priority="-10"/>
  </xsl:template>
</xsl:stylesheet>
